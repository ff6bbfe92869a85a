// REST API调用
async function getUserStats(limit = 100, offset = 0) {
    try {
        const response = await fetch(`http://hadoop105:5001/api/user_stats?limit=${limit}&offset=${offset}`);
        const data = await response.json();
        
        if (data.code === 0) {
            console.log('查询成功:', data.data);
            return data.data;
        } else {
            console.error('查询失败:', data.msg);
            return null;
        }
    } catch (error) {
        console.error('API调用异常:', error);
        return null;
    }
}

// WebSocket客户端
const socket = io('http://hadoop105:5001');

socket.on('connect', function() {
    console.log('已连接到服务器');
    // 请求图表数据
    socket.emit('request_charts', {});
});

socket.on('update_charts', function(data) {
    console.log('收到图表更新:', data);
    // 更新页面图表
    updateCharts(data);
});

socket.on('disconnect', function() {
    console.log('与服务器断开连接');
});

// 更新图表函数
function updateCharts(data) {
    // 更新用户行为分布图
    if (data.action) {
        updateActionChart(data.action);
    }
    
    // 更新年龄分布图
    if (data.age) {
        updateAgeChart(data.age);
    }
    
    // 更新性别分布图
    if (data.gender) {
        updateGenderChart(data.gender);
    }
    
    // 更新省份分布图
    if (data.province) {
        updateProvinceChart(data.province);
    }
}

// 使用示例
document.addEventListener('DOMContentLoaded', function() {
    // 页面加载时查询历史数据
    getUserStats(50, 0);
});
